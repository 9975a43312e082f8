import { Failure, sentenceOf } from "./failure.mjs";

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/**
 * What the person at the terminal sees: each step with its time. On a terminal one line is rewritten
 * while steps run, elsewhere plain lines are added: one at the end of each step, and one every
 * 20 seconds while it lasts.
 */
export class Display {
  #out;
  #live;
  #steps = new Map();
  #timer = null;
  #frame = 0;

  /** @param live may a line be rewritten? */
  constructor(out, live) {
    this.#out = out;
    this.#live = live;
  }

  /** Runs one step. `work` gets a function that shows what the step is doing now; its result is the step's. */
  async step(name, work) {
    const step = { name, since: performance.now(), says: "", told: performance.now() };
    this.#steps.set(step, step);
    this.#tick();
    try {
      const result = await work((text) => {
        step.says = text;
      });
      this.#finish(step, "✓");
      return result;
    } catch (error) {
      this.#finish(step, "✗");
      throw error;
    }
  }

  /** A line of its own. */
  line(text = "") {
    this.#clear();
    this.#out.write(`${text}\n`);
    this.#draw();
  }

  /** The one line at the end of a run that failed. */
  fail(error) {
    this.stop();
    const ending =
      error instanceof Failure || error?.code ? "" : " (an error of the platform itself: please report it)";
    this.#out.write(`\n✗ ${sentenceOf(error)}${ending}\n`);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.#clear();
    this.#steps.clear();
  }

  #finish(step, mark) {
    if (!this.#steps.delete(step)) return;
    const says = step.says ? `  ${step.says}` : "";
    this.line(`${mark} ${step.name.padEnd(34)} ${seconds(performance.now() - step.since).padStart(8)}${says}`);
    if (this.#steps.size === 0) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
  }

  #tick() {
    this.#draw();
    this.#timer ??= setInterval(() => this.#draw(), this.#live ? 100 : 1_000);
    this.#timer.unref();
  }

  #draw() {
    const now = performance.now();
    if (!this.#live) {
      for (const step of this.#steps.values())
        if (now - step.told > 20_000) {
          step.told = now;
          this.#out.write(
            `… ${step.name}, ${seconds(now - step.since)}${step.says ? `: ${step.says.slice(0, 120)}` : ""}\n`,
          );
        }
      return;
    }
    if (this.#steps.size === 0) return;
    const parts = [...this.#steps.values()].map(
      ({ name, since, says }) => `${name} ${seconds(now - since)}${says ? ` (${says})` : ""}`,
    );
    const line = `${frames[this.#frame++ % frames.length]} ${parts.join(" · ")}`;
    this.#out.write(`\r\x1b[2K${[...line].slice(0, (this.#out.columns || 100) - 1).join("")}`);
  }

  #clear() {
    if (this.#live) this.#out.write("\r\x1b[2K");
  }
}

// `npm start` and `npm test`. Node's own modules only: nothing is installed when this runs.
// These lines keep to what an old Node can read, so that it is told what is needed.
import { readFileSync } from "fs";

const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const [, lowest, tooNew] = /^>=([\d.]+) <(\d+)$/.exec(engines.node);
const [major, minor] = process.versions.node.split(".").map(Number);
const [lowestMajor, lowestMinor] = lowest.split(".").map(Number);

if (major < lowestMajor || (major === lowestMajor && minor < lowestMinor) || major >= Number(tooNew)) {
  process.stderr.write(
    "OCOP needs Node " +
      lowest +
      " or newer, below " +
      tooNew +
      "; this is Node " +
      process.versions.node +
      ". Install one from https://nodejs.org/ and run the same command again.\n",
  );
  process.exit(1);
} else {
  import("./start/main.mjs").then(({ main }) => main(process.argv.slice(2)));
}

/**
 * From now on no `setTimeout` ends, until `jest.advanceTimersByTime` moves it or `jest.useRealTimers` ends this. What is
 * waited for must then come of what happens, and not of a time that has passed. All other clocks and timers go on, those
 * of `node:timers/promises` among them.
 */
export const stopTimers = (): void => {
  jest.useFakeTimers({
    doNotFake: [
      "Date",
      "hrtime",
      "nextTick",
      "performance",
      "queueMicrotask",
      "setImmediate",
      "clearImmediate",
      "setInterval",
      "clearInterval",
    ],
  });
};

/** From now on `Date` stands still, until `jest.setSystemTime` moves it or `jest.useRealTimers` ends this; timers go on. */
export const stopClock = (): void => {
  jest.useFakeTimers({
    doNotFake: [
      "hrtime",
      "nextTick",
      "performance",
      "queueMicrotask",
      "setImmediate",
      "clearImmediate",
      "setInterval",
      "clearInterval",
      "setTimeout",
      "clearTimeout",
    ],
  });
};

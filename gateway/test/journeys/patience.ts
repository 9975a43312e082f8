/** The first journey waits for the whole platform, and every wait inside has a limit and a name of its own. */
jest.setTimeout(330_000);

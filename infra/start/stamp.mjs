import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";

const skipped = new Set(["node_modules", "dist", "coverage", ".git", ".ocop"]);

/** The files below `folder` that `wanted(path from root)` names, sorted; folders of tools and outputs are not entered. */
export function filesBelow(root, folder, wanted) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !skipped.has(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(root, path, wanted);
      return entry.isFile() && wanted(path) ? [path] : [];
    })
    .sort();
}

/** SHA-256 over names and contents of files and over further texts: changes when any of them does. */
export function stampOf(root, files, ...texts) {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text.length}:${text};`);
  for (const file of files) {
    const content = readFileSync(join(root, file));
    hash.update(`${file.split(sep).join("/")}:${content.length};`).update(content);
  }
  return hash.digest("hex");
}

const inWorkspace = ["services", "packages", "gateway", "infra", ".ci"];

/** Changes when another installation is due: lockfile, workspace, package files, Node's major version, platform. */
export const installStamp = (root) =>
  stampOf(
    root,
    [
      ...["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc"].filter((name) =>
        existsSync(join(root, name)),
      ),
      ...inWorkspace.flatMap((folder) => filesBelow(root, folder, (path) => path.endsWith(`${sep}package.json`))),
    ],
    process.versions.modules,
    process.platform,
    process.arch,
  );

const isReference = (path) => path.split(sep)[0] === "services" && path.split(sep)[2] === "reference";

/** Changes when another build is due: the installation, the compiler's settings and every file that it may read. */
export const buildStamp = (root) =>
  stampOf(
    root,
    [
      ...readdirSync(root)
        .filter((name) => /^tsconfig.*\.json$/.test(name))
        .sort(),
      ...inWorkspace.flatMap((folder) =>
        filesBelow(root, folder, (path) => /\.([cm]?tsx?|json)$/.test(path) && !isReference(path)),
      ),
    ],
    installStamp(root),
  );

/** Changes when other reference data or other migrations are due: the build and every file below `reference`. */
export const referenceStamp = (root, ...texts) =>
  stampOf(root, filesBelow(root, "services", isReference), buildStamp(root), ...texts);

export const readStamp = (path) => (existsSync(path) ? readFileSync(path, "utf8").trim() : null);

/** Written beside and moved into place: a stamp is there whole or not at all. */
export function writeStamp(path, stamp) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${stamp}\n`);
  renameSync(`${path}.new`, path);
}

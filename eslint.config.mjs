import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** `process.env` and the clock have one home each; everything else receives what it needs. */
const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: "Read the environment in config.ts only.",
};
const clock = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "Take now() from the clock." },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: "Take now() from the clock.",
  },
];
const databaseTime = [
  {
    selector: "Literal[value=/\\b(NOW|CURRENT_TIMESTAMP|SYSDATE|UTC_TIMESTAMP)\\s*\\(/i]",
    message: "Business SQL takes the time as a parameter.",
  },
  {
    selector: "TemplateElement[value.raw=/\\b(NOW|CURRENT_TIMESTAMP|SYSDATE|UTC_TIMESTAMP)\\s*\\(/i]",
    message: "Business SQL takes the time as a parameter.",
  },
];
const purity = [
  { selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']", message: "domain/ is pure." },
  { selector: "Identifier[name='process']", message: "domain/ is pure." },
];
const ban = (...selectors) => ({ "no-restricted-syntax": ["error", ...selectors] });

export default tseslint.config(
  { ignores: ["**/dist/", "**/node_modules/", ".ocop/", "coverage/"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-console": "error",
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"], location: "anywhere" }],
      ...ban(
        { selector: "ExportDefaultDeclaration", message: "Name what you export." },
        environment,
        ...clock,
        ...databaseTime,
      ),
    },
  },
  {
    files: ["services/*/src/domain/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: ["node:*", "!node:crypto"], paths: [{ name: "node:crypto", allowImportNames: ["createHash"] }] },
      ],
      ...ban(
        { selector: "ExportDefaultDeclaration", message: "Name what you export." },
        environment,
        ...clock,
        ...purity,
        ...databaseTime,
      ),
    },
  },
  {
    // The homes: the environment, the clock, and the leases that stand on the database's own clock.
    files: [
      "**/config.ts",
      "packages/service-kit/src/{clock,relay,receipts,consumer,inbox,outbox,due,jobs,leases,plumbing}.ts",
      "**/migrations/*.ts",
      "packages/service-kit/testing/**",
      "**/test/**",
      "**/*.test.{ts,tsx}",
    ],
    rules: ban({ selector: "ExportDefaultDeclaration", message: "Name what you export." }),
  },
  {
    files: ["**/*.{mjs,cjs,js}"],
    languageOptions: {
      globals: {
        process: "readonly",
        module: "writable",
        require: "readonly",
        __dirname: "readonly",
        console: "readonly",
        URL: "readonly",
        fetch: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        setInterval: "readonly",
        clearInterval: "readonly",
        AbortSignal: "readonly",
        AbortController: "readonly",
        Buffer: "readonly",
        performance: "readonly",
      },
    },
  },
);

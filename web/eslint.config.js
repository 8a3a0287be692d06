import js from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const of = (type) => ({ element: { type } });
const STORAGE = ["localStorage", "sessionStorage", "indexedDB"];

export default defineConfig(
  { ignores: ["node_modules", "eslint.config.js", "src/lib/api/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "no-console": "error",
      // Secrets and what was found must not outlive the page; lib/preferences.ts holds the one exception.
      "no-restricted-globals": ["error", ...STORAGE],
      "no-restricted-properties": ["error", ...STORAGE.map((property) => ({ object: "window", property }))],
    },
  },
  { files: ["src/**/*.{ts,tsx}"], ...reactHooks.configs.flat["recommended-latest"] },
  {
    // What is shared knows no feature, a feature knows no other, and only the app knows them all.
    files: ["src/**/*.{ts,tsx}"],
    plugins: { boundaries },
    settings: {
      "boundaries/elements": [
        { type: "lib", pattern: "src/lib" },
        { type: "components", pattern: "src/components" },
        { type: "feature", pattern: "src/features/*", capture: ["name"] },
        { type: "app", pattern: "src/app" },
      ],
      "import/resolver": { typescript: { project: "./tsconfig.app.json" } },
    },
    rules: {
      "boundaries/dependencies": [
        "error",
        {
          default: "disallow",
          policies: [
            { from: of("lib"), allow: [{ to: of("lib") }] },
            { from: of("components"), allow: [{ to: of("lib") }, { to: of("components") }] },
            {
              from: of("feature"),
              allow: [
                { to: of("lib") },
                { to: of("components") },
                {
                  to: { element: { type: "feature", captured: { name: "{{from.element.captured.name}}" } } },
                },
              ],
            },
            {
              from: of("app"),
              allow: [{ to: of("lib") }, { to: of("components") }, { to: of("feature") }, { to: of("app") }],
            },
          ],
        },
      ],
    },
  },
);

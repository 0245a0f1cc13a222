// Compiles the style sheets, bundles the scripts and copies the fonts into static/build.
// Everything is written in one go, so that a stopped run leaves the files of the run before.

import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const target = join(here, "build");
const draft = join(here, "build.new");

const VARIABLE = "@fontsource-variable/atkinson-hyperlegible-next/files";
const STATIC = "@fontsource/atkinson-hyperlegible-next/files";
const FONTS = [
  ...["latin", "latin-ext"].flatMap((script) =>
    ["normal", "italic"].map((style) => `${VARIABLE}/atkinson-hyperlegible-next-${script}-wght-${style}.woff2`),
  ),
  ...["latin", "latin-ext"].flatMap((script) =>
    ["400-normal", "400-italic", "600-normal", "700-normal"].map(
      (cut) => `${STATIC}/atkinson-hyperlegible-next-${script}-${cut}.woff2`,
    ),
  ),
];

rmSync(draft, { recursive: true, force: true });
mkdirSync(join(draft, "fonts"), { recursive: true });

for (const name of ["app", "report"]) {
  const { css } = sass.compile(join(here, "scss", `${name}.scss`), {
    loadPaths: [root],
    style: "compressed",
    quietDeps: true,
  });
  writeFileSync(join(draft, `${name}.css`), css);
}

for (const font of FONTS) {
  cpSync(join(root, "node_modules", font), join(draft, "fonts", font.split("/").at(-1)));
}

// Bundled, because WhiteNoise keeps only hashed names and an import inside a module names a file without its hash.
esbuild.buildSync({
  entryPoints: ["app.js", "value_map.js"].map((name) => join(here, "js", name)),
  outdir: draft,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  legalComments: "none",
  logLevel: "warning",
});

rmSync(target, { recursive: true, force: true });
renameSync(draft, target);

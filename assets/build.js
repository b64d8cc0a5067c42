// Bundles the editor and the frame for photos into one file each, and the licences of what went into it beside it:
// node build.js [folder].
// The same sources give the same bytes on any machine; a test builds it again and compares.
import { build } from "esbuild";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, "..", "tinbai", "web", "static");

async function bundle(name) {
  const made = await build({
    absWorkingDir: here,
    entryPoints: [`${name}.js`],
    outfile: join(folder, `${name}.js`),
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome109", "firefox115"],
    charset: "utf8",
    legalComments: "none",
    metafile: true,
  });
  const packages = new Set(
    Object.keys(made.metafile.inputs)
      .map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
      .filter(Boolean),
  );
  const texts = [...packages].sort().map(licence);
  writeFileSync(join(folder, `${name}.licences.txt`), texts.join(`\n${"-".repeat(72)}\n\n`));
}

function licence(name) {
  const at = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(at, "package.json"), "utf8"));
  const file = readdirSync(at).find((one) => /^licen[cs]e/i.test(one));
  return `${name} ${version} (${license})\n\n${readFileSync(join(at, file), "utf8").replace(/\r\n/g, "\n").trim()}\n`;
}

mkdirSync(folder, { recursive: true });
for (const name of ["editor", "crop"]) await bundle(name);

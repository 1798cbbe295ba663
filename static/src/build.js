// Builds static/built from node_modules: `npm run build`. Nothing here is committed.
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as sass from "sass";

const source = dirname(fileURLToPath(import.meta.url));
const root = join(source, "..", "..");
const built = join(root, "static", "built");
const modules = join(root, "node_modules");
const nhsuk = join(modules, "nhsuk-frontend", "dist", "nhsuk");

const SCRIPTS = [
  [nhsuk, "nhsuk-frontend.min.js"],
  [nhsuk, "nhsuk-frontend.min.js.map"],
  [join(modules, "htmx.org", "dist"), "htmx.min.js"],
  [join(modules, "accessible-autocomplete", "dist"), "accessible-autocomplete.min.js"],
  [join(modules, "accessible-autocomplete", "dist"), "accessible-autocomplete.min.js.map"],
  [join(source, "js"), "early.js"],
  [join(source, "js"), "quorate.js"],
];

async function compileStyles() {
  const result = sass.compile(join(source, "scss", "quorate.scss"), {
    loadPaths: [modules],
    quietDeps: true,
    sourceMap: true,
    sourceMapIncludeSources: true,
    style: "compressed",
  });
  // The map names files as they lie in the checkout, never this machine's folders.
  const base = pathToFileURL(root + "/").href;
  result.sourceMap.sources = result.sourceMap.sources.map((name) =>
    name.replace(base, ""),
  );
  result.sourceMap.file = "quorate.css";
  await mkdir(join(built, "css"), { recursive: true });
  await writeFile(
    join(built, "css", "quorate.css"),
    result.css + "\n/*# sourceMappingURL=quorate.css.map */\n",
  );
  await writeFile(
    join(built, "css", "quorate.css.map"),
    JSON.stringify(result.sourceMap),
  );
}

async function copyScripts() {
  await mkdir(join(built, "js"), { recursive: true });
  for (const [folder, name] of SCRIPTS) {
    await cp(join(folder, name), join(built, "js", name));
  }
}

// One file of <symbol>s, so that a page names an icon instead of repeating it.
async function drawSprite() {
  const folder = join(nhsuk, "assets", "images");
  const symbols = [];
  for (const file of (await readdir(folder)).sort()) {
    const name = /^nhsuk-icon-([a-z-]+)\.svg$/.exec(file)?.[1];
    if (!name || name === "mask") continue;
    const svg = await readFile(join(folder, file), "utf8");
    const inner = svg.replace(/^[^>]*>/, "").replace(/<\/svg>\s*$/, "").trim();
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`);
  }
  if (symbols.length === 0) throw new Error(`no icon found in ${folder}`);
  await writeFile(
    join(built, "images", "icons.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`,
  );
}

// The logo is drawn inside the header component; we keep it as an image of its own.
async function extractLogo() {
  const path = join(nhsuk, "components", "header", "fixtures.json");
  const { fixtures } = JSON.parse(await readFile(path, "utf8"));
  const shape = /<path fill="currentcolor" d="([^"]+)"/.exec(fixtures[0].html)?.[1];
  if (!shape) throw new Error(`no logo found in ${path}`);
  await writeFile(
    join(built, "images", "nhs-logo.svg"),
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80">' +
      `<path fill="#fff" d="${shape}"/></svg>\n`,
  );
}

await rm(built, { recursive: true, force: true });
await mkdir(join(built, "images"), { recursive: true });
await cp(join(nhsuk, "assets", "images"), join(built, "images"), { recursive: true });
await compileStyles();
await copyScripts();
await drawSprite();
await extractLogo();

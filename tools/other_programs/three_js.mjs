// Loads a .glb in three.js in a headless Chromium: node three_js.mjs PACKAGES REQUEST ANSWER PICTURE
// PACKAGES: the folder that node_modules is in. REQUEST, ANSWER: JSON. PICTURE: PNG of the last expression.
import { createServer } from "node:http";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

const [packages, requestPath, answerPath, picture] = process.argv.slice(2);
const { chromium } = createRequire(join(packages, "package.json"))("playwright-core");
const request = JSON.parse(await readFile(requestPath, "utf8"));

const kinds = { html: "text/html", js: "text/javascript", glb: "model/gltf-binary" };
const server = createServer(async (asked, answer) => {
  const path = asked.url === "/" ? "/page.html" : asked.url;
  const files = {
    "/page.html": new URL("page.html", import.meta.url),
    "/face.glb": request.file,
  };
  try {
    const content = await readFile(files[path] ?? join(packages, path));
    answer.writeHead(200, { "Content-Type": kinds[path.split(".").pop()] ?? "text/plain" });
    answer.end(content);
  } catch {
    answer.writeHead(404).end();
  }
}).listen(0, "127.0.0.1");

const browser = await chromium.launch({
  executablePath: request.browser,
  args: ["--no-sandbox", "--enable-unsafe-swiftshader", "--use-angle=swiftshader"],
});
const page = await browser.newPage({ viewport: { width: 640, height: 640 } });
const said = [];
page.on("console", (message) => {
  if (["error", "warning"].includes(message.type())) said.push(message.text());
});
page.on("pageerror", (error) => said.push(String(error)));
await page.goto(`http://127.0.0.1:${server.address().port}/`);
await page.waitForFunction("window.ready", null, { timeout: 120000 });
const frames = [];
for (const seconds of request.times)
  frames.push(await page.evaluate((time) => window.face.playTo(time), seconds));
const neutral = await page.evaluate(() => window.face.set({}));
const single = {};
for (const name of request.targets)
  single[name] = await page.evaluate((one) => window.face.set({ [one]: 1 }), name);
await page.evaluate((camera) => window.face.look(camera), request.camera);
await page.evaluate((values) => window.face.set(values), request.shown);
await page.screenshot({ path: picture });
const names = await page.evaluate(() => window.face.names());
const bones = await page.evaluate(() => window.face.bones());
const duration = await page.evaluate(() => window.face.duration());
await writeFile(answerPath, JSON.stringify({ names, bones, duration, frames, neutral, single, said }));
await browser.close();
server.close();

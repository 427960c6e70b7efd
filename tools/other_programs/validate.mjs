// Khronos' validator on a .glb: node validate.mjs PACKAGES FILE; prints its report as JSON.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

const [packages, file] = process.argv.slice(2);
const validator = createRequire(join(packages, "package.json"))("gltf-validator");
const report = await validator.validateBytes(new Uint8Array(await readFile(file)));
console.log(JSON.stringify(report.issues));

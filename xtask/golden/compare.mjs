// Plays the golden games on wasm32 and compares their hashes with the committed ones.
// Usage: node compare.mjs golden.wasm golden.txt
import { readFileSync } from "node:fs";

const [wasm, text] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(readFileSync(wasm), {});
const hash = (set, n) =>
  BigInt.asUintN(64, instance.exports.golden_hash(set, n)).toString(16).padStart(16, "0");

const sets = [];
let compared = 0;
let wrong = 0;
for (const line of readFileSync(text, "utf8").trim().split("\n")) {
  const [name, n, , , expected] = line.split(" ");
  if (!sets.includes(name)) sets.push(name);
  const found = hash(sets.indexOf(name), Number(n));
  compared += 1;
  if (found !== expected) {
    wrong += 1;
    if (wrong <= 5) console.log(`${name} ${n}: ${found} here, ${expected} in golden.txt`);
  }
}
console.log(`wasm32 in Node ${process.versions.node}: ${compared} golden games, ${wrong} differ`);
process.exit(compared === 512 && wrong === 0 ? 0 : 1);

// Runs an ONNX model once: node run-model.cjs PACKAGE MODEL INPUT-FILE AXES OUTPUT-FOLDER
// The input file holds little-endian float32, AXES are its sizes with commas. Writes each output as NAME.bin and prints {"NAME": [axes], …}.
const fs = require('node:fs');
const path = require('node:path');
const [, , runtime, model, inputFile, axes, outputFolder] = process.argv;
const ort = require(runtime);

(async () => {
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const bytes = fs.readFileSync(inputFile);
  const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const input = new ort.Tensor('float32', numbers, axes.split(',').map(Number));
  const outputs = await session.run({ [session.inputNames[0]]: input });
  const shapes = {};
  for (const [name, tensor] of Object.entries(outputs)) {
    fs.writeFileSync(path.join(outputFolder, name + '.bin'), Buffer.from(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength));
    shapes[name] = tensor.dims;
  }
  process.stdout.write(JSON.stringify(shapes));
})().catch(failure => {
  process.stderr.write(String(failure.stack ?? failure));
  process.exit(1);
});

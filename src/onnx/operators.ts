/** The ONNX operators that Onda's own graphs are written with: what its ops and their gradients emit. */

const standard =
  "Abs Add And ArgMax AveragePool Cast Ceil Concat Conv Cos CumSum Div Equal Erf Exp Expand Floor Gather GatherElements " +
  "Gelu Gemm Greater GreaterOrEqual Identity LayerNormalization Less LessOrEqual Log LogSoftmax MatMul MaxPool Mod Mul " +
  "Neg Not Or Pad Pow Range Reciprocal ReduceMax ReduceMean ReduceMin ReduceSum Relu Reshape Round ScatterElements Shape " +
  "Sigmoid Sign SimplifiedLayerNormalization Sin Slice Softmax Softplus Sqrt Squeeze Sub Tanh TopK Transpose Unsqueeze Where";
const native = "FusedMatMul GatherBlockQuantized Gelu GroupQueryAttention MatMulNBits QuickGelu RotaryEmbedding";

/** Names as in a description: `DOMAIN.NAME` outside of the standard domain. */
export const ondaOperators: ReadonlySet<string> = new Set([
  ...standard.split(" "),
  ...native.split(" ").map((name) => `com.microsoft.${name}`),
]);

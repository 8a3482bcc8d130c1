/** The catalog: named models and how each is made, loaded and used. */
export * from "./clerk/brief.ts";
export * from "./clerk/evaluate.ts";
export * from "./clerk/write.ts";
export * from "./describe.ts";
export { type DiffusionRecipe, readDiffusionRecipe } from "./diffusion/recipe.ts";
export {
  type DiffusionTraining,
  prepareDiffusion,
  runDiffusion,
  type TrainDiffusionOptions,
} from "./diffusion/train.ts";
export { type DiffusionFile, loadDiffusion, saveDiffusion } from "./diffusion/weights.ts";
export { type Near, nearest } from "./embed/nearest.ts";
export { type Embeddings, type Encoder, type OpenEncoderOptions, openEncoder } from "./embed/open.ts";
export * from "./errors.ts";
export { type GanRecipe, readGanRecipe } from "./gan/recipe.ts";
export { type LabelledPictures, labelled, openPictures } from "./gan/source.ts";
export { type StepIn, steppedIn } from "./gan/step-in.ts";
export { type GanTraining, prepareGan, runGan, type TrainGanOptions, trainingOf } from "./gan/train.ts";
export type { Alarm } from "./gan/watcher.ts";
export { type GanFile, loadGan, saveGan } from "./gan/weights.ts";
export * from "./language/conversation.ts";
export * from "./language/export.ts";
export * from "./language/load.ts";
export * from "./language/network.ts";
export * from "./language/open.ts";
export * from "./language/plan.ts";
export * from "./language/propose.ts";
export * from "./language/recipe.ts";
export * from "./language/request.ts";
export * from "./language/texts.ts";
export * from "./language/tokenizer.ts";
export * from "./language/train.ts";
export * from "./language/tune.ts";
export * from "./language/weights.ts";
export * from "./maker/maker.ts";
export { makerProvenance, openPictureMaker } from "./maker/open.ts";
export { type FolderSource, openFolderSource } from "./measure/folder-source.ts";
export { type Frozen, type Looked, openFrozen } from "./measure/frozen.ts";
export { type ClassifierFile, type FrozenConfig, loadFrozen } from "./measure/frozen-file.ts";
export { openSetJudge } from "./measure/judges.ts";
export { type Held, type MeasureOptions, type MeasureReport, measurePictures } from "./measure/measure.ts";
export { openPictureSource } from "./measure/open.ts";
export { measurePage } from "./measure/page.ts";
export { MEASURED_SETS, type MeasuredSet, openMeasuredSet } from "./measure/sets.ts";
export * from "./measure/source.ts";
export * from "./measure/train-judge.ts";
export * from "./models.ts";
export { type InputOptions, onnxInputs } from "./onnx/inputs.ts";
export { type OutputSummary, outputBytes, summarize } from "./onnx/outputs.ts";
export * from "./paint.ts";
export * from "./painter/autoencoder-task.ts";
export * from "./painter/classifier.ts";
export { loadClassifier, saveClassifier } from "./painter/classifier-file.ts";
export * from "./painter/classifier-task.ts";
export * from "./painter/evaluate.ts";
export * from "./painter/flow-task.ts";
export * from "./painter/judge.ts";
export * from "./painter/paint-many.ts";
export * from "./painter/painter.ts";
export * from "./painter/quality-page.ts";
export * from "./painter/recipe.ts";
export * from "./painter/sample-sheets.ts";
export * from "./painter/sheet.ts";
export { loadPainterOrAdapter } from "./painter/tune/adapter.ts";
export {
  type PainterTuneWishes,
  type PainterTuning,
  type PreparePainterTuningOptions,
  preparePainterTuning,
  type RunPainterTuningOptions,
  runPainterTuning,
} from "./painter/tune.ts";
export * from "./painter/weights.ts";
export * from "./pictures/index.ts";
export * from "./poet/evaluate.ts";
export * from "./poet/form.ts";
export * from "./poet/write.ts";
export * from "./pull/errors.ts";
export * from "./pull/pull.ts";
export * from "./pull/pulled.ts";
export * from "./pull/record.ts";
export * from "./repeat.ts";
export * from "./request.ts";
export * from "./served/index.ts";

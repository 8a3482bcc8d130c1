/** Pictures on their way in and out of a model. */
export { decodeMask, decodePicture, MAX_PICTURE_BYTES } from "./decode.ts";
export { enlarge } from "./enlarge.ts";
export { bytesOf, encodePng, pixelsOf } from "./png.ts";
export { isPng, type Provenance, readProvenance, type Source, signPng } from "./provenance.ts";
export { encodeSvg } from "./svg.ts";
export { type Drawing, type Shape, vectorize } from "./vectorize.ts";

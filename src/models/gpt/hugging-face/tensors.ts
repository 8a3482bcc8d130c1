/** How the tensors of Hugging Face's checkpoints differ from a model's: in their names, and in what norms hold. */
import { layoutOf } from "./layouts.ts";

export interface HuggingFaceTensors {
  /** The model's name of a tensor; undefined for one that is of no use: of pictures, or worked out here. */
  readonly nameOf: (name: string) => string | undefined;
  /** Norms hold the difference from 1. */
  readonly normsFromOne: boolean;
}

/** Of a `config.json`. Throws as `gptFromHuggingFace` does. */
export function huggingFaceTensors(json: unknown): HuggingFaceTensors {
  const { type, inner, fields } = layoutOf(json);
  const tied = fields.tie_word_embeddings === true;
  return {
    nameOf(name) {
      // A model that sees pictures has a language model inside, whose name stands before or behind "model".
      const own = inner ? name.replace(/^(model\.)?language_model\.(model\.)?(?!lm_head)/, "model.") : name;
      const isPicture = inner && /^(model\.)?(vision_tower|multi_modal_projector)\./.test(name);
      const isCopy = tied && /(^|\.)lm_head\.weight$/.test(own);
      return isPicture || isCopy || own.endsWith("rotary_emb.inv_freq") ? undefined : own;
    },
    normsFromOne: type === "gemma3_text",
  };
}

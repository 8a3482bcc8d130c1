"""Small tokenizers of every kind that Onda reads, and what Hugging Face's own library makes of texts with them.

    python3 -m venv venv && venv/bin/pip install tokenizers==0.23.3 sentencepiece==0.2.3 protobuf
    venv/bin/python test/golden/foreign-tokenizers.py > test/golden/foreign-tokenizers.json
"""
import base64
import json
import os
import sys
import tempfile

import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as pb
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

CORPUS = """It's a small shop, isn't it? The shop sells tea, cups and 25 kinds of cake; we've sold 1,250 cups since 2019.
Hello world, hello again. HELLO WORLD. Don't you'll they're I'm he'd IT'S. naïve café déjà vu, Ångström, Straße.
床前明月光，疑是地上霜。举头望明月，低头思故乡。小店卖茶，也卖蛋糕。价格是25元。今天天气很好，明天也很好。
Привет мир, привет снова. Γειά σου Κόσμε, ΟΔΟΣ οδός. مرحبا بالعالم. नमस्ते दुनिया। ภาษาไทย
🙂 👩‍🚀 🚀🚀 (a + b) * c == d != e && f || g; for (let i = 0; i < 10; i++) { x[i] += "y"; }
\tone\n\n\n  two   three    four\r\n five ...!!! ???--- http://example.com/a?b=c#d user@example.com
""" * 8

TEXTS = [
    "", " ", "  ", "a", " a", "a ", "Hello world", " Hello  world ", "hello, world! It's 25 cups; isn't it?",
    "IT'S DON'T We'Ve i'LL 'ſ 'S", "1234567890 1,250.75 ٣٤٥ ²³", "\n", "\n\n", "\n \n", " \n\n  x", "a\r\nb\r\n\r\n c",
    "\t\ttabs\tand  spaces   \t", "床前明月光，疑是地上霜。", "用Onda画a cat，25元。", "未知字：龘靐齉",
    "naïve café déjà vu ÅNGSTRÖM Straße İstanbul ΟΔΟΣ", "cafe\u0301 e\u0301\u0302", "Привет, МИР! Γειά σου", "مرحبا بالعالم",
    "नमस्ते दुनिया", "ภาษาไทย ง่าย", "🙂👩‍🚀🚀 x🙂y", "for (let i = 0; i < 10; i++) { x[i] += 'y'; }",
    "a\u0085b\u00a0c\u3000d\ufeffe\u200bf\u2028g", "null\0control\x07\x1b end\ufffd", "▁low▁line▁ ▁", "<s>not<s> a </s> mark",
    "<|start|>user\nhi<|end|><|start|>", "[CLS] word [SEP] [MASK] unknown", "<tool> <tool>x</tool>", "x<pad>  y", "<0x0A><unk>",
    "ﬁne ｆｕｌｌ　ｗｉｄｔｈ ①② Ⅳ ㌀", "supercalifragilisticexpialidocious" * 4, "==!=&&||...---???", "user@example.com#d?b=c",
    "a" * 120, "the the the  the\nthe", "Ünïcödé ŝtřïñg", "x'y z'll 'tis", "e\u0301", "\u0301", "   leading", "trailing   ",
]

LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2 = LLAMA3.replace("{1,3}", "")
GPT4O = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
ALPHABET = sorted(set("abcdefghijklmnopqrstuvwxyz▁.,!?床前明月光小店"))


def special(*names):
    return [AddedToken(name, special=True, normalized=False) for name in names]


def byte_level(pattern=None, nfc=False, size=500, **options):
    made = Tokenizer(models.BPE(**options))
    if nfc:
        made.normalizer = normalizers.NFC()
    if pattern is None:
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    else:
        made.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    made.decoder = decoders.ByteLevel()
    made.train_from_iterator([CORPUS], trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    return made


def gpt2():
    made = byte_level()
    made.add_special_tokens(special("<|end|>"))
    made.post_processor = processors.ByteLevel(trim_offsets=False)
    return made


def llama3():
    made = byte_level(LLAMA3, ignore_merges=True)
    made.add_special_tokens(special("<|start|>", "<|end|>", "<|eot_id|>"))
    made.post_processor = processors.TemplateProcessing(
        single="<|start|> $A", special_tokens=[("<|start|>", made.token_to_id("<|start|>"))])
    return made


def qwen2():
    made = byte_level(QWEN2, nfc=True)
    made.add_special_tokens(special("<|end|>", "<|start|>"))
    made.add_tokens([AddedToken("<tool>", normalized=False), AddedToken("</tool>", normalized=False)])
    return made


def gpt4o():
    return byte_level(GPT4O)


def roberta():
    made = byte_level(size=400)
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    made.add_special_tokens(special("<s>", "</s>", "<pad>") + [AddedToken("[MASK]", special=True, normalized=False, lstrip=True)])
    made.post_processor = processors.RobertaProcessing(
        ("</s>", made.token_to_id("</s>")), ("<s>", made.token_to_id("<s>")), add_prefix_space=True)
    return made


def sentence_pieces(normalizer, added):
    made = Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
    made.normalizer = normalizers.Replace(" ", "▁")
    made.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    latin = [line for line in CORPUS.split("\n") if not any(ord(c) > 0x4000 for c in line)]
    made.train_from_iterator(latin, trainers.BpeTrainer(
        vocab_size=560, initial_alphabet=ALPHABET, limit_alphabet=70, special_tokens=["<unk>", "<s>", "</s>", *BYTES], show_progress=False))
    text = json.loads(made.to_str())
    text["added_tokens"] = [token for token in text["added_tokens"] if not token["content"].startswith("<0x")]
    made = Tokenizer.from_str(json.dumps(text))
    made.normalizer = normalizer
    made.pre_tokenizer = None
    made.add_special_tokens(special(*added))
    return made


def llama2():
    made = sentence_pieces(normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]), ["<s>", "</s>", "<unk>"])
    made.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    made.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", made.token_to_id("<s>"))])
    return made


def gemma():
    made = sentence_pieces(normalizers.Replace(" ", "▁"), ["<s>", "<pad>", "<unk>"])
    made.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    made.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    made.add_tokens([AddedToken("\n\n", normalized=False), AddedToken("<tool>", normalized=False)])
    return made


def bert(**options):
    made = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    made.normalizer = normalizers.BertNormalizer(**options)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    made.train_from_iterator([CORPUS], trainers.WordPieceTrainer(vocab_size=420, special_tokens=names, show_progress=False))
    made.decoder = decoders.WordPiece(cleanup=False)
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(name, made.token_to_id(name)) for name in ("[CLS]", "[SEP]")])
    return made


def charsmap():
    """A table of characters as SentencePiece compiles it, of a few rules of our own: NFKC's takes 200 KB."""
    rules = {"ﬁ": "fi", "　": " ", "①": "1", "Ⅳ": "IV", "㌀": "アパート", "e\u0301": "é", "\u200b": "", "\u00a0": " ", "ｆ": "f", "ｗ": "w"}
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/rules.tsv", "w") as file:
            for left, right in rules.items():
                file.write(" ".join(f"{ord(c):X}" for c in left) + "\t" + " ".join(f"{ord(c):X}" for c in right) + "\n")
        with open(f"{folder}/text", "w") as file:
            file.write("a small shop sells tea and cake\n" * 20)
        sentencepiece.SentencePieceTrainer.train(
            input=f"{folder}/text", model_prefix=f"{folder}/m", vocab_size=30, character_coverage=1.0,
            normalization_rule_tsv=f"{folder}/rules.tsv", hard_vocab_limit=False, minloglevel=2)
        model = pb.ModelProto()
        with open(f"{folder}/m.model", "rb") as file:
            model.ParseFromString(file.read())
        return model.normalizer_spec.precompiled_charsmap


def unigram(scheme, normalizer):
    made = Tokenizer(models.Unigram())
    made.normalizer = normalizer
    made.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme)
    made.decoder = decoders.Metaspace(prepend_scheme=scheme)
    made.train_from_iterator([CORPUS], trainers.UnigramTrainer(
        vocab_size=350, special_tokens=["<unk>", "<s>", "</s>"], unk_token="<unk>", show_progress=False))
    return made


def t5():
    made = unigram("always", normalizers.Sequence([normalizers.Precompiled(charsmap()), normalizers.Replace(Regex(" {2,}"), " ")]))
    made.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", made.token_to_id("</s>"))])
    return made


def steps():
    """The remaining steps, in one."""
    made = Tokenizer(models.BPE(unk_token="<unk>"))
    made.normalizer = normalizers.Sequence([
        normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents(), normalizers.Strip(), normalizers.NFKC()])
    made.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Digits(individual_digits=True),
        pre_tokenizers.Punctuation("merged_with_previous"), pre_tokenizers.Split("e", "contiguous"), pre_tokenizers.Split("o", "merged_with_next")])
    made.train_from_iterator([CORPUS], trainers.BpeTrainer(
        vocab_size=300, limit_alphabet=80, special_tokens=["<unk>"], show_progress=False))
    made.add_tokens([AddedToken("the", single_word=True, normalized=False), AddedToken("<tool>", rstrip=True, lstrip=True, normalized=False)])
    return made


def whitespace():
    made = Tokenizer(models.WordLevel(unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.train_from_iterator([CORPUS], trainers.WordLevelTrainer(vocab_size=100, special_tokens=["<unk>"], show_progress=False))
    # as byte pairs without merges: whole words or unknown characters
    text = json.loads(made.to_str())
    text["model"] = {"type": "BPE", "vocab": text["model"]["vocab"], "merges": [], "unk_token": "<unk>", "ignore_merges": True}
    return Tokenizer.from_str(json.dumps(text))


KINDS = {
    "GPT-2": gpt2, "Llama 3": llama3, "Qwen 2": qwen2, "GPT-4o": gpt4o, "RoBERTa": roberta, "Llama 2": llama2, "Gemma": gemma,
    "BERT": bert, "BERT, cased": lambda: bert(lowercase=False, strip_accents=False, handle_chinese_chars=False),
    "T5": t5, "unigram, first": lambda: unigram("first", None), "steps": steps, "whitespace": whitespace,
}

kinds = {}
for name, make in KINDS.items():
    made = make()
    kinds[name] = {
        "file": json.loads(made.to_str()),
        "ids": [made.encode(text, add_special_tokens=False).ids for text in TEXTS],
        "framed": made.encode("hello world").ids,
        "decoded": [made.decode(made.encode(text, add_special_tokens=False).ids, skip_special_tokens=False) for text in TEXTS],
    }
json.dump({"texts": TEXTS, "kinds": kinds}, sys.stdout, ensure_ascii=False, separators=(",", ":"))
sys.stdout.write("\n")

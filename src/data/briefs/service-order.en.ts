/** English facts and questions about orders. */
import { words } from "./category.ts";
import { lines } from "./grammar.ts";
import type { TopicTable } from "./service-table.ts";

export const orderEn = {
  returns: {
    keys: words("Returns, Return policy, Refunds, Sending back"),
    values: lines(`
      within {n} days
      {n} days, unworn and with receipt
      free within {n} days
      {n} days, the customer pays the postage
      only unopened items, within {n} days
      exchange only, no refunds
      {n} days with receipt
      not possible for sale items`),
    questions: lines(`
      Can I return it?
      What is your return policy?
      How long do I have to send something back?
      I don't like it. Can I get my money back?
      Do you take things back?
      returns?
      How do refunds work?
      Can I exchange my order?
      It does not fit. What can I do?`),
    answers: lines(`
      About returns: {value}.
      Our rule for returns: {value}.
      Returns work like this: {value}.
      For returns, this applies: {value}.
      Here is our return policy: {value}.`),
    noun: "returns",
  },
  delivery: {
    keys: words("Delivery, Shipping, Delivery time, Dispatch"),
    values: lines(`
      {n} working days
      {small}–{n} working days, free over {money}
      {money} flat rate
      free from {money}
      same day in {town}
      pick-up only
      {n} days, {money}
      worldwide, {n} to {big} days
      by bike within {town}`),
    questions: lines(`
      How long does delivery take?
      Do you deliver?
      What does shipping cost?
      When will my order arrive?
      How much is delivery?
      and delivery?
      Can you send it to me?
      Do you ship abroad?
      How fast do you ship?`),
    answers: lines(`
      Delivery: {value}.
      About delivery: {value}.
      For delivery, this applies: {value}.
      We deliver as follows: {value}.
      Here is how we ship: {value}.`),
    noun: "delivery",
  },
  payment: {
    keys: words("Payment, We accept, Payment methods, Pay with"),
    values: lines(`
      card, PayPal and cash
      cash only
      card only
      all major cards
      invoice or card
      WeChat Pay and Alipay
      card, invoice or {small} instalments
      cash, card, gift cards`),
    questions: lines(`
      How can I pay?
      Do you take cards?
      Can I pay cash?
      Which payment methods do you accept?
      Is PayPal possible?
      payment?
      Can I pay by invoice?`),
    answers: lines(`
      You can pay like this: {value}.
      We accept: {value}.
      Payment: {value}.
      For payment, we offer: {value}.`),
    noun: "payment",
  },
  warranty: {
    keys: words("Warranty, Guarantee, Repairs"),
    values: lines(`
      {small} years
      {n} months
      lifetime on the frame
      free repairs for {small} years
      {n} months on batteries
      none on used items`),
    questions: lines(`
      Is there a warranty?
      How long is the guarantee?
      What if it breaks?
      Do you repair things?
      warranty?
      How many years of warranty do I get?`),
    answers: lines(`
      Warranty: {value}.
      About the warranty: {value}.
      The warranty is as follows: {value}.
      If something breaks, this applies: {value}.`),
    noun: "the warranty",
  },
  gift: {
    keys: words("Gift cards, Vouchers, Gift vouchers"),
    values: lines(`
      from {money}
      at the counter and online
      valid for {small} years
      in {small} designs`),
    questions: lines(`
      Do you have gift cards?
      Can I buy a voucher?
      It is a present. Can I buy a gift card?
      How much is a gift card?
      vouchers?`),
    answers: lines(`
      About gifts: {value}.
      It says here: {value}.
      Here is what I know: {value}.`),
    noun: "gift cards",
  },
  allergens: {
    keys: words("Allergens, Contains, Ingredients"),
    values: lines(`
      nuts and milk
      may contain traces of nuts
      wheat, egg, soy
      listed on every label
      soy and {n} kinds of nuts
      no gluten`),
    questions: lines(`
      Are there nuts in it?
      I have an allergy. What is in it?
      Do you have something vegan?
      Is it gluten-free?
      What about allergens?
      What are the ingredients?`),
    answers: lines(`
      Here is what I know: {value}.
      About ingredients and allergens: {value}.
      It says here: {value}.`),
    noun: "allergens",
  },
  sizes: {
    keys: words("Sizes, Sizing, Available sizes"),
    values: lines(`
      S to XL
      3{small}–4{small}
      XS, S, M, L
      one size
      runs small
      children {n}–{big}`),
    questions: lines(`
      Which sizes do you have?
      Do you have it in XL?
      How does it fit?
      sizes?
      What size should I take?`),
    answers: lines(`
      Sizes: {value}.
      About sizes: {value}.
      We have these sizes: {value}.`),
    noun: "sizes",
  },
} satisfies Record<string, TopicTable>;

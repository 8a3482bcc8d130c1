/** English customer service: facts, questions about them, answers that quote them. */
import { words } from "./category.ts";
import { lines } from "./grammar.ts";
import { orderEn } from "./service-order.en.ts";
import type { ServiceTable } from "./service-table.ts";
import { visitEn } from "./service-visit.en.ts";

export const serviceEn: ServiceTable = {
  topics: { ...visitEn, ...orderEn },
  price: {
    keys: lines(`
      {product}
      {product}
      Price of {product}
      Price {product}
      {product} price`),
    questions: lines(`
      How much is the {product}?
      What does the {product} cost?
      What is the price of the {product}?
      price of {product}?
      {product}, how much?
      How much do you want for the {product}?
      I would like the {product}. What does it cost?
      Do you sell {product}?`),
    answers: lines(`
      The price: {value}.
      It costs {value}.
      The price is {value}.
      That is {value}.
      We have it: {value}.`),
    noun: "that price",
  },
  other: {
    keys: words(
      "Newsletter, Staff, Workshop, Loyalty card, Catering, Rental, Deposit, Language, Music, Toilets, Terrace, Membership, Samples, Colours, Material, Stock, Students, Children, Wheelchairs, Lessons, Tickets, Check-in, Check-out, Breakfast, Minimum order, Bulk orders, Recycling, Custom orders, Photos, Events, Jobs",
    ),
    values: lines(`
      every month
      {n} per cent for students
      from {money}
      {person}
      on the ground floor
      yes, on request
      until {hour}
      {money} per day
      at the counter
      only on {day}
      {n} pieces left
      red, blue and green
      by appointment
      included
      {n} places
      from {n} pieces
      not at the moment
      on {mail}
      free for children under {n}
      {code}`),
    questions: lines(`
      What about {key}?
      Tell me about {key}.
      {key}?
      Can you tell me something about {key}?
      I have a question about {key}.
      How is it with {key}?
      Any information on {key}?`),
    answers: lines(`
      It says here: {value}.
      Our notes say: {value}.
      Here is what I know: {value}.
      This applies: {value}.`),
    noun: "that",
  },
  unknown: lines(`
    I am sorry, I have no information about {noun}. Shall I ask a colleague?
    I don't know that. I can ask a colleague about {noun} for you.
    That is not in my notes, so I would rather not guess. A colleague can help with {noun}.
    Sorry, I cannot say anything about {noun}. May I pass your question on to a colleague?
    I have nothing about {noun} here. I will gladly ask a colleague.
    Good question! Unfortunately I don't know about {noun}. Shall I ask the team?
    I am afraid I don't have that. I can ask my colleagues about {noun}.`),
  and: lines(`
    {one} And {two}
    {one} {two}
    {one} Also: {two}`),
  leads: lines(`
    You answer the customers of a shop.
    You work for a shop. Answer from these facts.
    You are the assistant of our shop.
    Facts about the shop:
    Facts:
    Shop facts:
    Answer the customer's questions. Use only these facts.
    Customer service.
    Answer only from what stands here:`),
  talk: {
    greet: {
      said: words("Hi, Hello, Good morning, hey, Hello!, Good evening, Hi there, Hello. I have a question."),
      answers: lines(`
        Hello! How can I help you?
        Hi! What can I do for you?
        Hello and welcome! What would you like to know?
        Good to see you! How can I help?`),
    },
    thanks: {
      said: lines(`
        Thanks!
        Thank you very much.
        Great, thank you.
        ok thanks
        Perfect, that helps.
        Thank you for your help!`),
      answers: lines(`
        You are welcome!
        My pleasure. Is there anything else?
        Glad I could help!
        Any time. Have a nice day!
        With pleasure!`),
    },
    bye: {
      said: words("Bye!, Goodbye, See you, bye bye, Have a nice day!"),
      answers: lines(`
        Goodbye! See you soon.
        Have a nice day!
        Bye, and thank you for writing.
        See you!`),
    },
    who: {
      said: lines(`
        Who are you?
        Are you a human?
        Am I talking to a robot?
        What are you?
        Are you a real person?
        Are you an AI?`),
      answers: lines(`
        I am a small language model made with Onda. I answer from the facts of this shop.
        I am no human, but a small model made with Onda. I tell you what the shop wrote down for me.
        A small computer program, made with Onda. I only know what the shop has told me.`),
    },
    complaint: {
      said: lines(`
        My order arrived broken.
        I am not happy with your service!
        I have been waiting for ages.
        This is the wrong item.
        Nobody answers my emails.
        The quality is bad.
        The parcel is damaged.
        I was charged twice.
        Something is missing from my order.`),
      answers: lines(`
        I am very sorry about that. I will pass it on to a colleague right away.
        I am sorry to hear that. That should not happen. A colleague will look into it.
        I understand, and I apologise. I will tell the team at once.
        That is not how it should be, I am sorry. Let me ask a colleague to help you.`),
    },
    elsewhere: {
      said: lines(`
        What is the weather like?
        Can you write a poem for me?
        Who won the football match?
        What is the capital of France?
        Tell me a joke.
        What do you think about politics?
        Can you do my homework?
        How old are you?
        Do you love me?`),
      answers: lines(`
        I can only help with questions about this shop. What would you like to know?
        That is outside of what I know. Can I help you with something about the shop?
        I am afraid I only know this shop. Is there anything about it you would like to know?`),
    },
    human: {
      said: lines(`
        Can I talk to a human?
        I want to speak to a real person.
        Please connect me with a colleague.
        I need a person, not a robot.`),
      answers: lines(`
        Of course. I will ask a colleague to get in touch with you.
        Sure, I will pass you on to a colleague.
        I understand. A colleague will take over.`),
    },
  },
  reach: lines(`
    You can also call us: {phone}.
    Our phone number: {phone}.
    You reach us by phone: {phone}.`),
};

/** English customer service: facts, questions about them, answers that quote them. */
import { words } from "./category.ts";
import { lines } from "./grammar.ts";
import type { ServiceTable } from "./service-table.ts";

export const serviceEn: ServiceTable = {
  topics: {
    hours: {
      keys: words("Opening hours, Hours, Open, Opening times, We are open"),
      values: lines(`
        Mon–Fri {hour}–{hour}
        Mon–Fri {hour}–{hour}, Sat {hour}–{hour}
        Tue–Sun {am} am to {pm} pm
        every day {am} am to {pm} pm
        Monday to Saturday, {hour} to {hour}
        daily {hour}–{hour}, closed on {day}
        weekends only, {hour}–{hour}
        {day} and {day}, {am} am–{pm} pm`),
      questions: lines(`
        When are you open?
        What are your opening hours?
        What time do you open?
        Until when are you open?
        Are you open today?
        when do you close
        hours?
        Can I come by in the evening?
        Are you open on Sunday?
        Do you open on weekends?
        I want to visit the shop. When can I come?`),
      answers: lines(`
        We are open {value}.
        Our opening hours: {value}.
        These are our opening hours: {value}.
        You can visit us at these times: {value}.
        Opening hours: {value}. See you soon!`),
      noun: "the opening hours",
    },
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
    address: {
      keys: words("Address, Where, Location, Find us"),
      values: lines(`
        {street}, {town}
        {street}
        {street}, {town}, 2nd floor
        {town}, {street}
        next to the station, {street}
        in the old market hall, {town}`),
      questions: lines(`
        Where are you?
        What is your address?
        How do I find you?
        Where is the shop?
        Where can I find your store?
        address please
        In which street are you?
        I would like to come by. Where do I go?`),
      answers: lines(`
        You find us here: {value}.
        Our address: {value}.
        We are here: {value}.
        The address is {value}.
        Come and visit us: {value}.`),
      noun: "the address",
    },
    phone: {
      keys: words("Phone, Telephone, Call us, Phone number"),
      values: lines(`
        {phone}
        {phone}
        {phone} (weekdays)`),
      questions: lines(`
        What is your phone number?
        Can I call you?
        How can I call the shop?
        phone number?
        Do you have a phone number?
        I would rather talk on the phone.`),
      answers: lines(`
        You can call us: {value}.
        Our phone number: {value}.
        Please call {value}.
        The number is {value}.`),
      noun: "a phone number",
    },
    email: {
      keys: words("Email, E-mail, Mail, Write to us"),
      values: lines(`{mail}`),
      questions: lines(`
        What is your email address?
        Where can I send an email?
        Can I write to you?
        email?
        To which address can I send the photos?`),
      answers: lines(`
        You can write to us: {value}.
        Our email address: {value}
        Please write to {value}.
        Send your message to {value}.`),
      noun: "an email address",
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
    parking: {
      keys: words("Parking, Cars, Car park"),
      values: lines(`
        behind the house
        {n} spaces in the yard
        none, please take the tram
        {money} per hour in the garage
        free for {n} hours
        on {street}`),
      questions: lines(`
        Where can I park?
        Is there parking?
        Do you have a car park?
        I come by car. Can I park there?
        parking?`),
      answers: lines(`
        About parking: {value}.
        Parking: {value}.
        For your car: {value}.
        Here is what I know about parking: {value}.`),
      noun: "parking",
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
    booking: {
      keys: words("Booking, Reservations, Appointments, Tables"),
      values: lines(`
        online or by phone
        not needed
        only by phone, {n} days ahead
        on {mail}
        for groups of {n} or more
        walk-ins welcome
        on our website, up to {n} weeks ahead`),
      questions: lines(`
        Do I need to book?
        How can I make a reservation?
        Can I book a table?
        Do I need an appointment?
        reservation?
        How do I get an appointment?`),
      answers: lines(`
        About booking: {value}.
        Booking: {value}.
        Reservations work like this: {value}.
        For a booking, this applies: {value}.`),
      noun: "booking",
    },
    wifi: {
      keys: words("Wi-Fi, WiFi, Internet"),
      values: lines(`
        free, ask at the counter
        password {code}
        for guests only
        {n} hours free
        not available`),
      questions: lines(`
        Do you have Wi-Fi?
        What is the wifi password?
        Is there internet?
        wifi?
        Can I work there with my laptop?`),
      answers: lines(`
        Wi-Fi: {value}.
        About the Wi-Fi: {value}.
        For internet: {value}.`),
      noun: "the Wi-Fi",
    },
    pets: {
      keys: words("Pets, Dogs, Animals"),
      values: lines(`
        welcome on a leash
        dogs welcome
        not allowed
        only small dogs
        on the terrace
        {money} per night`),
      questions: lines(`
        Can I bring my dog?
        Are pets allowed?
        Are dogs welcome?
        pets ok?
        May my cat come along?`),
      answers: lines(`
        Pets: {value}.
        About pets: {value}.
        For animals, this applies: {value}.`),
      noun: "pets",
    },
    gift: {
      keys: words("Gift cards, Vouchers, Gift wrapping"),
      values: lines(`
        from {money}
        at the counter and online
        valid for {small} years
        free
        {money} per piece
        in {small} designs`),
      questions: lines(`
        Do you have gift cards?
        Can I buy a voucher?
        Can you wrap it as a gift?
        It is a present. Is there gift wrapping?
        vouchers?`),
      answers: lines(`
        About gifts: {value}.
        {key}: {value}.
        Here is what I know: {value}.`),
      noun: "gift cards",
    },
    website: {
      keys: words("Website, Web, Online shop, Web shop"),
      values: lines(`{site}`),
      questions: lines(`
        Do you have a website?
        Where is your online shop?
        Can I order online?
        website?
        What is your web address?`),
      answers: lines(`
        You find us online: {value}
        Our website: {value}
        You can order here: {value}
        Have a look at {value}`),
      noun: "a website",
    },
    allergens: {
      keys: words("Allergens, Contains, Vegan, Ingredients"),
      values: lines(`
        nuts and milk
        may contain traces of nuts
        wheat, egg, soy
        listed on every label
        {n} vegan dishes
        no gluten`),
      questions: lines(`
        Are there nuts in it?
        I have an allergy. What is in it?
        Do you have something vegan?
        Is it gluten-free?
        What about allergens?
        What are the ingredients?`),
      answers: lines(`
        Here is what I know: {key}: {value}.
        About ingredients and allergens: {value}.
        {key}: {value}.`),
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
    shop: {
      keys: words("Shop, Name, Company, Store"),
      values: lines(`{brand}`),
      questions: lines(`
        What is the name of your shop?
        Which shop is this?
        Who am I talking to?
        What are you called?
        Is this the right shop?`),
      answers: lines(`
        This is {value}.
        You have reached {value}.
        Our shop is called {value}.
        {value}. How can I help?`),
      noun: "the name of the shop",
    },
    contact: {
      keys: words("Contact, Manager, Owner, Contact person"),
      values: lines(`
        {person}
        {person}
        {person}, {phone}`),
      questions: lines(`
        Who is the owner?
        Who can I talk to?
        Who is in charge?
        Can I speak with the manager?
        Who is my contact person?`),
      answers: lines(`
        Your contact: {value}.
        Please ask for {value}.
        {key}: {value}.`),
      noun: "the contact person",
    },
  },
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
      {product}: {value}.
      The price of the {product}: {value}.
      For the {product}, the price is {value}.
      That is {value} for the {product}.
      We have it: {product}, {value}.`),
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
      {key}: {value}.
      About {key}: {value}.
      Here is what I know about {key}: {value}.
      For {key}, this applies: {value}.`),
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
    You answer the customers of {brand}.
    You work for {brand}. Answer from these facts.
    You are the assistant of {brand}.
    Facts about {brand}:
    Facts:
    Shop facts:
    Answer the customer's questions. Use only these facts.
    Customer service of {brand}.
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

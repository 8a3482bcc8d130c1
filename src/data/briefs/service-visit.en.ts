/** English facts and questions about how to reach and visit the shop. */
import { words } from "./category.ts";
import { lines } from "./grammar.ts";
import type { TopicTable } from "./service-table.ts";

export const visitEn = {
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
  shop: {
    keys: words("Shop, Name, Company, Store"),
    values: lines(`{brand}`),
    questions: lines(`
      What is the name of your shop?
      Which shop is this?
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
      It says here: {value}.`),
    noun: "the contact person",
  },
} satisfies Record<string, TopicTable>;

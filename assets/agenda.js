// What stands inside an appointment of the calendar: the icon of its state, the patient, the time and the service.
import { createElement as make } from "react";
// each icon by its own file: the library's index would have the bundler read all of its 1,700 icons
import Armchair from "lucide-react/dist/esm/icons/armchair.mjs";
import CalendarCheck from "lucide-react/dist/esm/icons/calendar-check.mjs";
import CircleCheck from "lucide-react/dist/esm/icons/circle-check.mjs";
import CircleDashed from "lucide-react/dist/esm/icons/circle-dashed.mjs";
import CircleSlash from "lucide-react/dist/esm/icons/circle-slash.mjs";
import ClockAlert from "lucide-react/dist/esm/icons/clock-alert.mjs";
import Stethoscope from "lucide-react/dist/esm/icons/stethoscope.mjs";
import UserX from "lucide-react/dist/esm/icons/user-x.mjs";
import Users from "lucide-react/dist/esm/icons/users.mjs";
import { tr } from "./i18n.js";

const LOOKS = {
  programada: [CircleDashed, "Programada"],
  confirmada: [CalendarCheck, "Confirmada"],
  en_sala: [Armchair, "En sala"],
  en_atencion: [Stethoscope, "En atención"],
  atendida: [CircleCheck, "Atendida"],
  no_asistio: [UserX, "No asistió"],
  cancelada: [CircleSlash, "Cancelada"],
  group: [Users, "Grupo"],
};

/** FullCalendar's `eventContent`. */
export function eventBody({ event, timeText }) {
  const { look, service, professional, late, note } = event.extendedProps;
  if (!LOOKS[look]) return event.title ? make("div", { className: "fc-event-title" }, event.title) : null;
  const [Icon, state] = LOOKS[look];
  const say = (text) => tr(document.documentElement.lang, text);
  const word = say(state);
  // who is late, and who has not said that she comes, is written: a colour alone says nothing to many
  const flag = late ? say("Tarde") : look === "programada" ? say("Sin confirmar") : "";
  const mark = (place) => flag && make("span", { className: `ev-flag ${place}${late ? " ev-late" : ""}` }, late ? make(ClockAlert, { size: 11, "aria-hidden": true }) : null, flag);
  return make(
    "div",
    { className: "ev-body", title: [`${timeText} ${event.title}`, service, word, flag].filter(Boolean).join(" · ") },
    make("span", { className: "ev-name" }, make(Icon, { size: 12, "aria-hidden": true }), make("span", { className: "ellipsis" }, event.title), make("span", { className: "sr-only" }, word), note ? make("b", { className: "ev-note" }, note) : null, mark("ev-beside")),
    make("span", { className: "ev-detail ellipsis" }, professional ? make("b", null, professional, " ") : null, mark("ev-below"), `${timeText} ${service}`),
  );
}

/** FullCalendar's `selectOverlap`: closed time cannot be chosen for a booking, a click on it opens its sheet; hours off only lead to the day. */
export function openTime(event) {
  return event.display !== "background" || event.classNames.includes("ev-off");
}

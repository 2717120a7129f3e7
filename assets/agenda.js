// What stands inside an appointment of the calendar: the icon of its state, the patient, the time and the service.
import { createElement as make } from "react";
import { Armchair, CalendarCheck, CircleCheck, CircleDashed, CircleSlash, Stethoscope, UserX } from "lucide-react";
import { tr } from "./i18n.js";

const LOOKS = {
  programada: [CircleDashed, "Programada"],
  confirmada: [CalendarCheck, "Confirmada"],
  en_sala: [Armchair, "En sala"],
  en_atencion: [Stethoscope, "En atención"],
  atendida: [CircleCheck, "Atendida"],
  no_asistio: [UserX, "No asistió"],
  cancelada: [CircleSlash, "Cancelada"],
};

/** FullCalendar's `eventContent`. */
export function eventBody({ event, timeText }) {
  const { look, service, professional } = event.extendedProps;
  if (!LOOKS[look]) return event.title ? make("div", { className: "fc-event-title" }, event.title) : null;
  const [Icon, state] = LOOKS[look];
  const word = tr(document.documentElement.lang, state);
  return make(
    "div",
    { className: "ev-body", title: `${timeText} ${event.title} · ${service} · ${word}` },
    make("span", { className: "ev-name" }, make(Icon, { size: 12, "aria-hidden": true }), make("span", { className: "ellipsis" }, event.title), make("span", { className: "sr-only" }, word)),
    make("span", { className: "ev-detail ellipsis" }, professional ? make("b", null, professional, " ") : null, `${timeText} ${service}`),
  );
}

/** FullCalendar's `selectOverlap`: closed time cannot be chosen for a booking; a click on it opens its sheet. */
export function openTime(event) {
  return event.display !== "background";
}

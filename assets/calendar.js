// FullCalendar with what stays the same in every agenda. It tells the visible dates only when they change:
// by itself it says so after every redraw, and a page that loads its events then would never come to rest.
import { createElement, useCallback, useEffect, useRef } from "react";
import FullCalendar from "@fullcalendar/react";
import daygrid from "@fullcalendar/daygrid";
import timegrid from "@fullcalendar/timegrid";
import interaction from "@fullcalendar/interaction";
import spanish from "@fullcalendar/core/locales/es";
import portuguese from "@fullcalendar/core/locales/pt-br";

const PLUGINS = [daygrid, timegrid, interaction];
const LOCALES = [spanish, portuguese];
const HOUR = { hour: "2-digit", minute: "2-digit", hour12: false };

/** A drag says which version of the appointment was taken in hand: what changed meanwhile is not overwritten. */
function useVersion(dropped) {
  const taken = useRef(0);
  const take = useCallback(({ event }) => {
    taken.current = event.extendedProps.version || 0;
  }, []);
  const drop = (info) => dropped && dropped({ event: { id: info.event.id, startStr: info.event.startStr, endStr: info.event.endStr }, version: taken.current });
  return [take, drop];
}

export function Calendar({ datesSet, eventDrop, eventResize, ...options }) {
  const listener = useRef(datesSet);
  const told = useRef("");
  useEffect(() => {
    listener.current = datesSet;
  });
  const tell = useCallback((info) => {
    const dates = [info.startStr, info.endStr, info.view.type].join(" ");
    if (dates === told.current) return;
    told.current = dates;
    if (listener.current) listener.current(info);
  }, []);
  const [take, drop] = useVersion(eventDrop);
  const [grip, resize] = useVersion(eventResize);
  const changes = { eventDragStart: take, eventDrop: drop, eventResizeStart: grip, eventResize: resize };
  return createElement(FullCalendar, { plugins: PLUGINS, locales: LOCALES, slotLabelFormat: HOUR, eventTimeFormat: HOUR, ...options, ...changes, datesSet: tell });
}

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

export function Calendar({ datesSet, ...options }) {
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
  return createElement(FullCalendar, { plugins: PLUGINS, locales: LOCALES, slotLabelFormat: HOUR, eventTimeFormat: HOUR, ...options, datesSet: tell });
}

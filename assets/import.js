// Files dropped on a zone are handed to a file input of the page, as if they were chosen there.
import { createElement as make, useState } from "react";

const holdsFiles = (event) => [...event.dataTransfer.types].includes("Files");

export function DropZone({ target, className, children }) {
  const [over, setOver] = useState(false);
  const enter = (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    setOver(true);
  };
  const leave = (event) => !event.currentTarget.contains(event.relatedTarget) && setOver(false);
  const drop = (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    setOver(false);
    const input = document.getElementById(target);
    if (!input || !event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  return make("div", { className: `${className}${over ? " over" : ""}`, onDragEnter: enter, onDragOver: enter, onDragLeave: leave, onDrop: drop }, children);
}

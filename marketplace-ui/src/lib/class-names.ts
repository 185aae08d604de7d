/** Joins class names. Two that contradict each other must not meet: how a part looks by itself is in `styles.css`. */
export { clsx as cn } from "clsx";

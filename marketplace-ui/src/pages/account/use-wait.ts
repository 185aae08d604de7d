import { useEffect, useState } from "react";
import type { Problem } from "@/api/problem";

interface Wait {
  /** Seconds that were to be waited at first. */
  whole: number;
  /** Seconds that are left. */
  left: number;
}

/** Counts down the time that the platform wants to be left alone. */
export function useWait(problem: Problem | undefined): Wait | undefined {
  const whole = problem?.retryAfter ?? 0;
  const [until, setUntil] = useState({ problem, end: 0 });
  const [now, setNow] = useState(Date.now);
  if (until.problem !== problem) {
    setUntil({ problem, end: Date.now() + whole * 1000 });
    setNow(Date.now());
  }
  const left = Math.ceil((until.end - now) / 1000);
  const runs = left > 0;
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [runs]);
  return runs ? { whole, left } : undefined;
}

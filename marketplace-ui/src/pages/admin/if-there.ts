import { Problem } from "@/api/problem";

/** What the platform answers; `nothing` where it does not know of such things. */
export async function ifThere<T>(answer: Promise<Response>, nothing: T): Promise<T> {
  try {
    return await (await answer).json();
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return nothing;
    throw error;
  }
}

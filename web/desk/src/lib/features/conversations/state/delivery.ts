/** How the delivery of a message went on, as `message.updated` tells; null for other news. */
export interface Step {
  from: string;
  to: string;
}

export function stepOf(event: string, data: unknown): Step | null {
  if (event !== 'message.updated' || typeof data !== 'object' || data === null) return null;
  const { status } = (data as { previous_changes?: { status?: unknown } }).previous_changes ?? {};
  return Array.isArray(status) ? { from: String(status[0]), to: String(status[1]) } : null;
}

/** Whether something failed, or what had failed is on its way again. */
export function touchesFailures(event: string, data: unknown): boolean {
  const step = stepOf(event, data);
  return step !== null && (step.from === 'failed' || step.to === 'failed');
}

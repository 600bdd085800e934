const NOTES_HZ = [659, 880];
const NOTE_S = 0.12;
const LOUD = 0.08;

let context: AudioContext | undefined;

/** Browsers let a page be heard once somebody has used it. */
export const canBeHeard = (): boolean => navigator.userActivation?.hasBeenActive ?? true;

/** Two short notes, made here: there is no file to fetch. */
export async function chime(): Promise<void> {
  if (!canBeHeard()) return;
  context ??= new AudioContext();
  await context.resume();
  NOTES_HZ.forEach((hertz, place) => play(context!, hertz, context!.currentTime + place * NOTE_S));
}

function play(audio: AudioContext, hertz: number, at: number): void {
  const note = new OscillatorNode(audio, { frequency: hertz });
  const gain = new GainNode(audio, { gain: 0 });
  gain.gain.setValueAtTime(LOUD, at);
  gain.gain.exponentialRampToValueAtTime(0.001, at + 2 * NOTE_S);
  note.connect(gain).connect(audio.destination);
  note.start(at);
  note.stop(at + 2 * NOTE_S);
}

// Follow the talk while the reader is at its end; show the beginning of a long answer, and never steal the scroll.
import { useLayoutEffect, useRef, useState } from '/static/html.js';

const NEAR_END = 48;

export function useFollow(talk) {
  const box = useRef(null);
  const near = useRef(true);
  const shown = useRef(0);
  const [below, setBelow] = useState(false);
  const newest = talk.items.at(-1);
  const area = () => (getComputedStyle(box.current).overflowY === 'visible' ? box.current.parentElement : box.current);
  const toEnd = () => { area().scrollTop = area().scrollHeight; };

  useLayoutEffect(() => {
    const fresh = box.current.querySelectorAll('.log > article, .log > .notice-line')[shown.current];
    const grew = talk.items.length > shown.current;
    shown.current = talk.items.length;
    if (!newest) return;
    if (newest.author.kind === 'citizen' || !talk.live) toEnd();
    else if (near.current && fresh && grew) area().scrollTop = fresh.offsetTop - 8;
    else if (near.current && !grew) toEnd();
    else if (grew) setBelow(true);
  }, [talk.items.length, talk.typing, talk.live, newest?.state]);

  const scrolled = () => {
    const { scrollHeight, scrollTop, clientHeight } = area();
    near.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (near.current) setBelow(false);
  };
  return { box, below, toEnd, scrolled };
}

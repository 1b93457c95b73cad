"""Whatever is typed into a policy file, reading it ends in problems, never in a crash."""

import re
from random import Random

import pytest
from small_set import TEXTS, write_set

from engine.policy.assembling import read_policy

TYPED = ("null", "[]", "{}", "1", "1.5", "yes", '"> 3"', "x y", "[1, 2]", "{a: b}", "，", "")
WORDS = sorted({word for text in TEXTS.values() for word in re.findall(r"[\w.-]+", text)})


def mutated(text: str, random: Random) -> str:
    match random.randrange(4):
        case 0:
            place = random.choice(list(re.finditer(r'[\w.-]+|[{}\[\],:"]', text)))
            return text[: place.start()] + random.choice(TYPED) + text[place.end() :]
        case 1:
            place = random.choice(list(re.finditer(r"[\w.-]+", text)))
            return text[: place.start()] + random.choice(WORDS) + text[place.end() :]
    lines = text.split("\n")
    number = random.randrange(len(lines))
    if random.random() < 0.5:
        del lines[number]
    else:
        lines.insert(random.randrange(len(lines)), lines[number])
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(6))
def test_no_mistake_ends_in_a_crash_and_every_refusal_has_a_place(tmp_path, seed):
    random = Random(seed)
    folder = write_set(tmp_path)
    refused = 0
    for _ in range(40):
        name = random.choice(list(TEXTS))
        (folder / name).write_text(mutated(TEXTS[name], random), encoding="utf-8")
        policy, problems = read_policy(folder)
        wrong = [p for p in problems if p.severity == "error"]
        assert (policy is None) == bool(wrong)
        assert [p for p in wrong if not p.place.line and p.code not in ("P101", "H101")] == []
        refused += policy is None
        (folder / name).write_text(TEXTS[name], encoding="utf-8")
    assert refused > 5
    assert read_policy(folder)[1] == []

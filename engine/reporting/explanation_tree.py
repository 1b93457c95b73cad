"""An explanation drawn as a Mermaid flow chart: facts, rows and rules up to the level."""

from __future__ import annotations

from collections.abc import Iterator

from engine.analysis.explanation import Explanation, RowRead, Step
from engine.policy.names import names_of
from engine.problems import Language
from engine.reporting.explanations import BECAUSE, COULD, fact_words
from engine.reporting.outcomes import level_words, rule_words
from engine.reporting.why_not import row_words


def as_mermaid(found: Explanation, name: str, place: str, language: Language) -> str:
    """Return the explanation as a chart: solid for what decides, dotted for what could be."""
    level = level_words(found.policy, found.outcome, language)
    lines = ["flowchart BT", f"  level[{_quoted(name, place, level)}]"]
    for mark, arrow, words, steps in (
        ("s", "-->", BECAUSE, found.deciding),
        ("p", "-.->", COULD, found.possible),
    ):
        for number, step in enumerate(steps):
            id = f"{mark}{number}"
            said = rule_words(found.policy, f"{step.decision.id}/{step.rule.id}").to(language)
            cites = ", ".join(step.rule.cites)
            lines.append(f"  {id}({_quoted(said, cites)})")
            lines.append(f"  {id} {arrow}|{words.to(language)}| level")
            lines += _rows(found, step, id, arrow, language)
    return "\n".join(lines)


def _rows(found: Explanation, step: Step, id: str, arrow: str, language: Language) -> Iterator[str]:
    for number, row in enumerate(step.examples):
        head = row_words(found.policy, row.entity, row.key).to(language)
        yield f"  {id}r{number}[{_quoted(head, *_facts(found, step, row, language))}]"
        yield f"  {id}r{number} {arrow} {id}"


def _facts(found: Explanation, step: Step, row: RowRead, language: Language) -> Iterator[str]:
    names = names_of(found.policy, step.decision.entity)
    facts = [f for f in row.facts if f.supplied] or list(row.facts)
    yield from (fact_words(fact, names, found.policy, language) for fact in facts)


def _quoted(*lines: str) -> str:
    """Return lines as one label; what Mermaid would read as markup is written as entities."""
    escaped = [
        line.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
        for line in lines
        if line
    ]
    return '"' + "<br/>".join(escaped) + '"'

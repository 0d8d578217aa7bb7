"""Write tests/golden/api.json: ids, parameters, enum strings and outputs, as stored models and scripts use them.

It only ever grows: where something would go or become needed, nothing is written.
"""

from __future__ import annotations

import json

from scripts.qgis_session import ROOT, qgis_session

GOLDEN = ROOT / "tests" / "golden" / "api.json"


def public_face(provider) -> dict[str, dict]:
    """Algorithm -> its parameters (type, options, whether needed) and its outputs (type), all sorted by name."""
    from qgis.core import QgsProcessingParameterDefinition

    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    face = {}
    for algorithm in provider.algorithms():
        parameters = {}
        for definition in algorithm.parameterDefinitions():
            needed = not definition.flags() & optional and definition.defaultValue() is None
            item = {"type": definition.type(), "needed": bool(needed and not definition.isDestination())}
            if definition.type() == "enum":
                item["options"] = list(definition.options())
            parameters[definition.name()] = item
        outputs = {output.name(): output.type() for output in algorithm.outputDefinitions()}
        face[algorithm.name()] = {
            "parameters": dict(sorted(parameters.items())),
            "outputs": dict(sorted(outputs.items())),
        }
    return dict(sorted(face.items()))


def lost(before: dict[str, dict], after: dict[str, dict]) -> list[str]:
    """What a call, a model or a script made for ``before`` would miss in ``after``, in words."""
    found = []
    for name, was in before.items():
        now = after.get(name)
        if now is None:
            found.append(f"{name} is gone")
            continue
        for parameter, item in was["parameters"].items():
            found += [f"{name}: {text}" for text in _changed(parameter, item, now["parameters"].get(parameter))]
        for parameter, item in now["parameters"].items():
            if parameter not in was["parameters"] and item.get("needed"):
                found.append(f"{name}: {parameter} is new and needed, so that stored calls fail")
        for output, kind in was["outputs"].items():
            other = now["outputs"].get(output)
            if other is None:
                found.append(f"{name}: output {output} is gone")
            elif other != kind:
                found.append(f"{name}: output {output} was {kind} and is {other}")
    return found


def _changed(parameter: str, was: dict, now: dict | None) -> list[str]:
    if now is None:
        return [f"{parameter} is gone"]
    found = []
    if now["type"] != was["type"]:
        found.append(f"{parameter} was {was['type']} and is {now['type']}")
    found += [
        f"{parameter} has lost the option {option}"
        for option in was.get("options", ())
        if option not in now.get("options", ())
    ]
    if now.get("needed") and not was.get("needed"):
        found.append(f"{parameter} was optional and is needed now")
    return found


def main() -> None:
    """Write the file, if nothing is lost by it."""
    with qgis_session() as provider:
        face = public_face(provider)
    if GOLDEN.exists():
        gone = lost(json.loads(GOLDEN.read_text(encoding="utf-8")), face)
        if gone:
            raise SystemExit("Stored models would break:\n" + "\n".join(gone))
    GOLDEN.write_text(json.dumps(face, indent=1) + "\n", encoding="utf-8")
    print(f"{len(face)} algorithms in {GOLDEN.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

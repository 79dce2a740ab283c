"""Evaluates the expressions of the compatibility table in PyTorch: a JSON object comes in, one goes out."""

import inspect
import json
import math
import re
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.set_default_dtype(torch.float64)
dtypes = {"float": torch.float64, "int": torch.int64, "bool": torch.bool}
modules = {"torch": torch, "F": F, "nn": nn, "math": math}


def inputs_of(given):
    return {
        name: torch.tensor(each["data"], dtype=dtypes[each["dtype"]]).reshape(each["shape"])
        for name, each in given.items()
    }


def collect(value, into):
    if isinstance(value, torch.Tensor):
        into.extend(value.detach().to(torch.float64).reshape(-1).tolist())
    elif hasattr(value, "tolist"):
        collect(value.tolist(), into)
    elif isinstance(value, dict):
        for each in value.values():
            collect(each, into)
    elif isinstance(value, (list, tuple)):
        for each in value:
            collect(each, into)
    else:
        into.append(float(value))


def missing(code):
    """Names of PyTorch in the code that this version does not have."""
    found = []
    for name in re.findall(r"\b(?:torch|F|nn)(?:\.\w+)+", code):
        value = modules[name.split(".")[0]]
        for part in name.split(".")[1:]:
            if not hasattr(value, part):
                found.append(name)
                break
            value = getattr(value, part)
            if not (inspect.ismodule(value) or inspect.isclass(value)):
                break
    return found


def answer(row, given):
    code = "\n".join(row[part] for part in ("setup", "call", "arrange") if part in row)
    names = missing(code)
    if names or not row["run"]:
        return {"missing": names}
    torch.manual_seed(0)
    scope = {**modules, **inputs_of(given)}
    exec(row.get("setup", ""), scope)
    scope["result"] = eval(row["call"], scope)
    numbers = []
    collect(eval(row["arrange"], scope) if "arrange" in row else scope["result"], numbers)
    # JSON has no infinities and no NaN.
    return {"missing": [], "numbers": [each if math.isfinite(each) else str(each) for each in numbers]}


request = json.load(sys.stdin)
answers = []
for row in request["rows"]:
    try:
        answers.append(answer(row, request["inputs"]))
    except Exception as error:
        answers.append({"missing": [], "error": f"{type(error).__name__}: {error}"})
json.dump({"version": torch.__version__, "answers": answers}, sys.stdout)

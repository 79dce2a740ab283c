"""Runs work in PyTorch for the bench: a JSON object a line comes in, one goes out."""

import base64
import json
import sys

import torch

device = "cuda" if torch.cuda.is_available() else "cpu"
works = {}


def tensor_of(given):
    data = torch.frombuffer(bytearray(base64.b64decode(given["data"])), dtype=torch.float32)
    return data.reshape(given["shape"]).to(device)


def answer(request):
    name = request["work"]
    if request["do"] == "prepare":
        works[name] = {"torch": torch, "inputs": [tensor_of(each) for each in request["inputs"]]}
        exec(request["code"], works[name])
        return {"device": torch.cuda.get_device_name() if device == "cuda" else "cpu"}
    if request["do"] == "forget":
        works.pop(name, None)
        return {}
    outputs = works[name]["run"]()
    if device == "cuda":
        torch.cuda.synchronize()
    if request["do"] == "run":
        return {}
    arrays = [output.detach().to("cpu", torch.float32).contiguous().reshape(-1) for output in outputs]
    return {"outputs": [base64.b64encode(bytes(array.numpy().data)).decode() for array in arrays]}


print(json.dumps({"torch": torch.__version__}), flush=True)
for line in sys.stdin:
    try:
        print(json.dumps(answer(json.loads(line))), flush=True)
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)

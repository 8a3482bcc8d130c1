"""PyTorch as a long-living child: one JSON request a line in, one answer a line out, idle in between."""
import json
import sys

import torch

import torch_cases


def main() -> None:
    torch.set_num_threads(int(sys.argv[1]))
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = handle(request, prepared)
        except Exception as error:  # the bench reports it and goes on without this contestant
            answer = {"error": f"{type(error).__name__}: {str(error)[:300]}"}
        print(json.dumps(answer), flush=True)


def handle(request, prepared):
    if request["do"] == "hello":
        return {"version": f"PyTorch {torch.__version__}", "threads": torch.get_num_threads()}
    key = (request["case"], request["variant"])
    if request["do"] == "prepare":
        prepared[key], checks = torch_cases.prepare(request["kind"], request["fixture"], request["variant"])
        return {"checks": checks}
    if request["do"] == "forget":
        prepared.pop(key, None)
        torch._dynamo.reset()
        return {}
    times = [prepared[key]() for _ in range(request["runs"])]
    return {"ms": [wall for wall, _ in times], "cpu": [cpu for _, cpu in times]}


main()

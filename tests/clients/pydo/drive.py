"""Runs calls of pydo: a line of JSON in, a line of JSON out. Started by ../driver.ts."""

import json
import sys

import pydo
from azure.core.exceptions import HttpResponseError

url, token = sys.argv[-2:]
client = pydo.Client(token=token, endpoint=url)
# Without this it refuses to send a token over http.
http = {"enforce_https": False}
droplets = client.droplets

calls = {
    "act": lambda id, body: client.droplet_actions.post(id, body=body, **http),
    "actByTag": lambda tag, body: client.droplet_actions.post_by_tag(
        body=body, tag_name=tag, **http
    ),
    "action": lambda id, action: client.droplet_actions.get(id, action, **http),
    "actions": lambda id, parameters: client.droplet_actions.list(id, **parameters, **http),
    "accountAction": lambda action: client.actions.get(action, **http),
    "accountActions": lambda parameters: client.actions.list(**parameters, **http),
    "create": lambda body: droplets.create(body=body, **http),
    "destroy": lambda id: droplets.destroy(id, **http),
    "droplet": lambda id: droplets.get(id, **http),
    "droplets": lambda parameters: droplets.list(**parameters, **http),
    "kernels": lambda id: droplets.list_kernels(id, **http),
    "snapshots": lambda id: droplets.list_snapshots(id, **http),
    "backups": lambda id: droplets.list_backups(id, **http),
    "backupPolicy": lambda id: droplets.get_backup_policy(id, **http),
    "backupPolicies": lambda: droplets.list_backup_policies(**http),
    "supportedPolicies": lambda: droplets.list_supported_backup_policies(**http),
    "firewalls": lambda id: droplets.list_firewalls(id, **http),
    "neighbors": lambda id: droplets.list_neighbors(id, **http),
    "neighborsIds": lambda: droplets.list_neighbors_ids(**http),
    "associatedResources": lambda id: droplets.list_associated_resources(id, **http),
    "accountSnapshots": lambda parameters: client.snapshots.list(**parameters, **http),
    "snapshot": lambda id: client.snapshots.get(id, **http),
    "deleteSnapshot": lambda id: client.snapshots.delete(id, **http),
    "image": lambda id: client.images.get(id, **http),
    "images": lambda parameters: client.images.list(**parameters, **http),
    "sizes": lambda parameters: client.sizes.list(**parameters, **http),
    "regions": lambda parameters: client.regions.list(**parameters, **http),
    "account": lambda: client.account.get(**http),
}

for line in sys.stdin:
    request = json.loads(line)
    try:
        result = calls[request["call"]](*request["args"])
        # A 404 is no exception, but its body a result like any other.
        if isinstance(result, dict) and result.get("id") == "not_found":
            answer = {"error": {"status": 404, "message": result["message"]}}
        else:
            answer = {"result": result}
    except HttpResponseError as error:
        answer = {"error": {"status": error.status_code, "message": str(error)}}
    print(json.dumps(answer), flush=True)

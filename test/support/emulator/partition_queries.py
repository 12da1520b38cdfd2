"""Queries partitions of the local AWS's table, and prints what a test checks as JSON."""

import copy
import json
import random
import sys

sys.path.insert(0, sys.argv[1])
import fast_queries
from ministack.services import dynamodb

# The type of each table's sort key.
tables = {"texts": "S", "numbers": "N"}
for name, kind in tables.items():
    dynamodb._create_table(
        {
            "TableName": name,
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            "AttributeDefinitions": [
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": kind},
            ],
            "BillingMode": "PAY_PER_REQUEST",
        }
    )


def key(pk, sk, kind="S"):
    return {"pk": {"S": pk}, "sk": {kind: sk}}


def asked(pk, condition="", values={}, table="texts", **rest):
    sort_values = {name: {tables[table]: value} for name, value in values.items()}
    return {
        "TableName": table,
        "KeyConditionExpression": f"pk = :pk{condition}",
        "ExpressionAttributeValues": {":pk": {"S": pk}, **sort_values},
        **rest,
    }


def calls_of(data):
    """The functions that MiniStack calls for a query: unlike its time, they are always the same."""
    calls = []

    def note(frame, event, arg):
        if event == "call":
            calls.append(frame.f_code.co_name)

    sys.setprofile(note)
    status, _, _ = dynamodb._query(data)
    sys.setprofile(None)
    assert status == 200
    return calls


def work(size):
    """How many calls take pages from the middle of a partition, in both directions."""
    pk = f"of {size}"
    for number in range(size):
        dynamodb._set_item(dynamodb._tables["texts"], pk, f"{number:06}", key(pk, f"{number:06}"))
    middle = f"{size // 2:06}"
    span = {"condition": " AND sk BETWEEN :low AND :high", "values": {":low": "000000", ":high": "999999"}}
    return [
        len(calls_of(asked(pk, Limit=10, ScanIndexForward=forward, ExclusiveStartKey=key(pk, middle), **ranged)))
        for forward in (True, False)
        for ranged in ({}, span, {"condition": " AND begins_with(sk, :prefix)", "values": {":prefix": "0"}})
    ]


def parses(limit):
    """How often expressions are parsed for a page of so many items."""
    filtered = asked("of 100", Limit=limit, FilterExpression="attribute_not_exists(gone)")
    return calls_of(filtered).count("_tokenize")


def some_sort_key():
    return str(random.randrange(1, 40))


def change(table, pk):
    """Puts and deletes items, some of them already there or never there."""
    for _ in range(3):
        sk = some_sort_key()
        item = key(pk, sk, tables[table])
        if random.random() < 0.6:
            dynamodb._put_item({"TableName": table, "Item": {**item, "isEven": {"BOOL": int(sk) % 2 == 0}}})
        else:
            dynamodb._delete_item({"TableName": table, "Key": item})


def some_query():
    """A query as our adapters make it, of a partition that was just changed."""
    table, pk = random.choice([("texts", "changing"), ("texts", "restored"), ("numbers", "changing")])
    change(table, pk)
    items = dynamodb._tables[table]["items"]
    if pk == "restored" and pk in items:
        items[pk] = copy.deepcopy(items[pk])
    low, high = sorted((some_sort_key(), some_sort_key()))
    condition, values = random.choice(
        [
            ("", {}),
            (" AND sk BETWEEN :low AND :high", {":low": low, ":high": high}),
            (" AND begins_with(sk, :prefix)", {":prefix": random.choice("123")}),
            (" AND sk <= :high", {":high": high}),
        ]
    )
    data = asked(pk, condition, values, table, ScanIndexForward=random.random() < 0.5)
    if random.random() < 0.7:
        data["Limit"] = random.randrange(1, 12)
    if random.random() < 0.5:
        data["ExclusiveStartKey"] = key(pk, some_sort_key(), tables[table])
    if random.random() < 0.4:
        data["FilterExpression"] = "isEven = :even"
        data["ExpressionAttributeValues"][":even"] = {"BOOL": True}
    return data


def ministack_answer(data):
    patched, dynamodb._evaluate_condition = dynamodb._evaluate_condition, fast_queries.evaluate_condition
    answer = fast_queries.query(data)
    dynamodb._evaluate_condition = patched
    return answer


def differences(count):
    """Queries that MiniStack alone answers differently."""
    random.seed(1)
    queries = (some_query() for _ in range(count))
    return [data for data in queries if dynamodb._query(data) != ministack_answer(data)]


work(10)  # So that all is loaded.
results = {"small": work(100), "large": work(2_000), "differences": differences(800)}
print(json.dumps({**results, "parses": [parses(10), parses(90)]}))

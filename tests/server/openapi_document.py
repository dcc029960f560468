# SPDX-License-Identifier: Apache-2.0
"""docs/openapi.yaml as tests hold answers against it: which statuses a route documents, and what their fields and bodies are."""
import json
import os

import jsonschema
import yaml

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DOCUMENT_PATH = os.path.join(SOURCE, 'docs/openapi.yaml')
with open(DOCUMENT_PATH, encoding='utf-8') as file:
    DOCUMENT = yaml.safe_load(file)
METHODS = ('get', 'head', 'post', 'options', 'put', 'delete', 'patch')
# Documented by this and tested by officers_test.py, holds_test.py, cases_test.py, case_workbook_test.py, trail_test.py, statistics_test.py and releases_test.py; all else by openapi_test.py.
OFFICERS = ('/v1/indicators', '/v1/reviews', '/v1/queue', '/v1/appeals')
HOLDS = ('/v1/holds', '/v1/release_requests')
CASES = ('/v1/cases', '/v1/track', '/v1/control_totals')
WORKBOOKS = ('/v1/cases:workbook',)
MONEY = ('/v1/cases/{id}/trail', '/v1/cases/{id}/releases', '/v1/accounts')
STATISTICS = ('/v1/statistics',)
RELEASES = ('/v1/releases', '/v1/statistics/bulletin', '/v1/statistics/targets', '/v1/statistics/yearbook')


def resolve(node):
    while isinstance(node, dict) and '$ref' in node and len(node) == 1:
        target = DOCUMENT
        for part in node['$ref'].removeprefix('#/').split('/'):
            target = target[part]
        node = target
    return node


def check(schema, value):
    # References are resolved against the whole document.
    whole = {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'components': DOCUMENT['components'], **schema}
    jsonschema.Draft202012Validator(whole).validate(value)


def documented_under(wanted):
    return {(path, method, status) for path, item in DOCUMENT['paths'].items() if wanted(path)
            for method in METHODS if method in item for status in item[method]['responses']}


def documented(group=None):
    """What is documented of the paths of OFFICERS, HOLDS, CASES, MONEY or STATISTICS; of None: of all others."""
    groups = OFFICERS + HOLDS + CASES + WORKBOOKS + MONEY + STATISTICS + RELEASES
    return documented_under(lambda path: path.startswith(group) and (group in (MONEY, WORKBOOKS) or not path.startswith(MONEY + WORKBOOKS)) if group else not path.startswith(groups))


class Fits:
    """For a TestCase: remembers in `exercised` which answers were seen."""

    exercised = set()

    def fits(self, path, method, status, fields, body):
        operation = DOCUMENT['paths'][path][method]
        self.assertIn(str(status), operation['responses'], (path, method, status, body[:200]))
        self.exercised.add((path, method, str(status)))
        response = resolve(operation['responses'][str(status)])
        for name, header in response.get('headers', {}).items():
            self.assertIn(name.lower(), fields, (path, method, status))
            schema = resolve(header)['schema']
            value = fields[name.lower()]
            check(schema, int(value) if schema.get('type') == 'integer' else value)
        content = response.get('content')
        if content is None or method == 'head':
            self.assertEqual(body, b'')
            return None
        kind = fields['content-type'].split(';')[0]
        self.assertIn(kind, content)
        if not kind.endswith('json') or kind.endswith('ndjson'):
            self.assertGreater(len(body), 0)
            return body
        value = json.loads(body)
        check(resolve(content[kind]['schema']), value)
        return value

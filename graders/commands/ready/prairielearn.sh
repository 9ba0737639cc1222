#!/usr/bin/env bash
# PrairieLearn's entry point, in the question's tests/ with a file `seed` beside it, which holds a secret of yours.
# The image needs gradlings: FROM python:3.12, then RUN pip install "@PACKAGE@"
# Whatever happens, there is a results file, and what is not the student's mistake costs no attempt.
root=$(cd "$(dirname "$0")/.." && pwd)
results=$root/results/results.json
mkdir -p "$root/results"
cat >"$results" <<'END'
{"gradable": false, "message": "This could not be graded, and that is not your mistake.", "format_errors": ["Please tell your instructor."]}
END
grades=$(mktemp -d)
cd /
GRADLINGS_SEED=$(cat "$root/tests/seed") gradlings grade "$root/student"@LESSONS@ \
  --out "$grades" --official --format @FORMAT@
for made in "$grades"/prairielearn/*.json; do
  [ -f "$made" ] && cp "$made" "$results.part" && mv "$results.part" "$results"
done
rm -rf "$grades"
exit 0

#!/usr/bin/env bash
# Rebuilds static/app.css and static/app.js from the pinned npm packages. Needs Node.
# The result is committed, so running Waymark does not.
set -euo pipefail
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund --silent
node_modules/.bin/sass --load-path=. --style=compressed --no-source-map --quiet-deps --quiet app.scss ../static/app.css
node_modules/.bin/esbuild app.js --bundle --minify --format=esm --target=es2020 --legal-comments=none --log-level=warning \
  --outfile=../static/app.js
for file in app.css app.js; do echo "$file: $(gzip -9c "../static/$file" | wc -c) bytes gzipped"; done

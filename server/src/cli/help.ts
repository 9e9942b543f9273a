import { environmentNames, levelNames } from '../workspace/settings.js';

/** What `--help` prints. */
export const helpText = `Finds HTTP clients that hang behind cloud NATs because they send no TCP keepalive probes, and fixes them.

Usage
  keepalive-lint [scan] [paths...]   check files and folders (default: the working directory)
  keepalive-lint init                write keepalive.config.json after a look at the project
  keepalive-lint config FILE         print the settings of a file, and where each comes from
  keepalive-lint explain NAME        explain a rule, a client or an environment
  keepalive-lint clients             list the supported clients
  keepalive-lint lsp --stdio         start the language server

Report
  --format text|json         how to report (default: text)
  -o, --output FILE          write the report to a file
  --max-warnings N           fail only above N warnings (errors always fail)
  --exit-zero                exit 0 even with findings
  --pass-with-no-files       exit 0 where there is no file to check

Fix
  --fix                      apply safe fixes to the files
  --fix-dry-run              print the fixes as a unified diff and write nothing
  --unsafe-fixes             also apply fixes that may change behaviour

Settings (these win over keepalive.config.json)
  --environment NAME         ${wrap(environmentNames)}
  --idle-timeout SECONDS     the network forgets an idle connection after so long (1 to 86400)
  --node VERSION             Node.js the code runs on; 24 is its newest release, ">=20" its lowest
  --python VERSION           Python the code runs on
  --rule ID=SEVERITY         ${levelNames.join(', ')}; may be repeated
  -c, --config FILE          use this file instead of the nearest keepalive.config.json

  -h, --help                 show this text
  -v, --version              show the version

Exit codes
  0  nothing at warning or above
  1  findings
  2  bad usage, unreadable configuration, nothing to check, or an internal error
`;

function wrap(names: readonly string[]): string {
	const half = Math.ceil(names.length / 2);
	return `${names.slice(0, half).join(', ')},\n${' '.repeat(29)}${names.slice(half).join(', ')}`;
}

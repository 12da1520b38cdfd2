import ace from 'ace-builds/src-noconflict/ace';
import 'ace-builds/css/ace.css';
import 'ace-builds/css/theme/cloud_editor.css';
import 'ace-builds/css/theme/cloud_editor_dark.css';
import 'ace-builds/src-noconflict/mode-json';
import 'ace-builds/src-noconflict/theme-cloud_editor';
import 'ace-builds/src-noconflict/theme-cloud_editor_dark';
import 'ace-builds/src-noconflict/ext-language_tools';
import jsonWorker from 'ace-builds/src-noconflict/worker-json?url';

// The content security policy allows only styles from files, and no workers from blob: URLs.
ace.config.set('useStrictCSP', true);
ace.config.set('loadWorkerFromBlob', false);
ace.config.setModuleUrl('ace/mode/json_worker', jsonWorker);
// JSON has no line length.
ace.config.setDefaultValue('renderer', 'showPrintMargin', false);

export { ace };

// The service worker, served from the root so that its scope is the whole site; static/js/service-worker.js does it.
import { startWorker } from "{{ module|escapejs }}";

startWorker(JSON.parse("{{ settings|escapejs }}"));

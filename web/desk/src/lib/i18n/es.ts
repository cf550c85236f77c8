import conversations from './conversations/es.json';
import desk from './desk/es.json';

export default { ...desk, ...conversations };

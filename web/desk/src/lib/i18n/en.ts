import conversations from './conversations/en.json';
import desk from './desk/en.json';

export default { ...desk, ...conversations };

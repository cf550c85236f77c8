import conversations from './conversations/pt-BR.json';
import desk from './desk/pt-BR.json';

export default { ...desk, ...conversations };

declare global {
  namespace App {
    interface PageState {
      /** On a phone the details are a step of their own, so that "back" leads to the thread. */
      details?: boolean;
    }
  }
}

export {};

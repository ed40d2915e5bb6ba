/** One kind of channel under load; its {@code toString} is its name. */
interface Kind {
    /**
     * Sends the messages of a trial, with cancellation, and counts.
     *
     * @return the figures beside the number of messages
     * @throws AssertionError if something was lost or doubled
     */
    String run(Trial trial) throws InterruptedException;
}

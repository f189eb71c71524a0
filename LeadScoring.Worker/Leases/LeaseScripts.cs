namespace LeadScoring.Worker.Leases;

/// <summary>Compare and act in one step: a lease that meanwhile belongs to somebody else is left alone.</summary>
internal static class LeaseScripts
{
    public const string Renew = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) else return 0 end";

    public const string Release = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end";
}
